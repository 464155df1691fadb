/** @jsxImportSource react */
import { json, jsonParseLinter } from '@codemirror/lang-json';
import { linter, lintGutter, setDiagnostics, type Diagnostic } from '@codemirror/lint';
import { EditorState } from '@codemirror/state';
import { EditorView } from '@codemirror/view';
import { basicSetup } from 'codemirror';
import { useEffect, useRef, type Ref, useImperativeHandle } from 'react';
import { styleNonce } from '../shell/pageState.ts';

export interface JsonEditorHandle {
  /** Puts the cursor at an offset, brings it into view and takes the focus there. */
  goTo: (offset: number) => void;
}

export interface EditorRemark {
  severity: 'error' | 'warning';
  offset: number;
  message: string;
}

interface Props {
  label: string;
  text: string;
  isReadOnly: boolean;
  remarks: readonly EditorRemark[];
  onChange: (text: string) => void;
  ref?: Ref<JsonEditorHandle>;
}

/** JSON with colours, folding and remarks in the margin. Tab leaves the editor, as everywhere on the page. */
export function JsonEditor({ label, text, isReadOnly, remarks, onChange, ref }: Props) {
  const host = useRef<HTMLDivElement>(null);
  const view = useRef<EditorView>(null);
  const latest = useRef(onChange);
  const first = useRef({ text, label, isReadOnly });

  useEffect(() => {
    latest.current = onChange;
  });

  useEffect(() => {
    if (host.current === null) return;
    const editor = new EditorView({
      parent: host.current,
      state: EditorState.create({
        doc: first.current.text,
        extensions: [
          EditorView.cspNonce.of(styleNonce()),
          basicSetup,
          json(),
          lintGutter(),
          linter(jsonParseLinter()),
          EditorState.readOnly.of(first.current.isReadOnly),
          EditorView.contentAttributes.of({
            'aria-label': first.current.label,
            role: 'textbox',
            // contenteditable takes the focus by itself, but not every checker knows that.
            tabindex: '0',
            'aria-multiline': 'true',
          }),
          EditorView.updateListener.of((update) => {
            if (update.docChanged) latest.current(update.state.doc.toString());
          }),
        ],
      }),
    });
    view.current = editor;
    return () => editor.destroy();
  }, []);

  useEffect(() => {
    const editor = view.current;
    if (editor === null || editor.state.doc.toString() === text) return;
    editor.dispatch({ changes: { from: 0, to: editor.state.doc.length, insert: text } });
  }, [text]);

  useEffect(() => {
    const editor = view.current;
    if (editor === null) return;
    const diagnostics = remarks.map(({ severity, offset, message }): Diagnostic => {
      const from = Math.min(offset, editor.state.doc.length);
      return { from, to: editor.state.doc.lineAt(from).to, severity, message };
    });
    editor.dispatch(setDiagnostics(editor.state, diagnostics));
  }, [remarks]);

  useImperativeHandle(ref, () => ({
    goTo: (offset) => {
      const editor = view.current;
      if (editor === null) return;
      const anchor = Math.min(offset, editor.state.doc.length);
      editor.dispatch({ selection: { anchor }, effects: EditorView.scrollIntoView(anchor, { y: 'center' }) });
      editor.focus();
    },
  }));

  return <div className="code-box" ref={host} />;
}
