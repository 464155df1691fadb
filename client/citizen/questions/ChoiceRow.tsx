/** @jsxImportSource preact */
import type { ComponentChildren } from 'preact';
import type { ChoiceValue } from '../../../server/domain/questionnaire/plan.ts';
import { Drawing } from '../icons.tsx';

/** One choice as a row: the whole row can be pressed. */
export function ChoiceRow({
  type,
  name,
  id,
  value,
  isChosen,
  isShut = false,
  isQuiet = false,
  className,
  onToggle,
  children,
}: {
  type: 'radio' | 'checkbox';
  name: string;
  id: string;
  value: ChoiceValue;
  isChosen: boolean;
  isShut?: boolean;
  /** Set back: "did not use it", "no answer". */
  isQuiet?: boolean;
  className?: string;
  onToggle: (isChosen: boolean) => void;
  children: ComponentChildren;
}) {
  return (
    <label class={className === undefined ? 'choice' : `choice ${className}`}>
      <input
        type={type}
        name={name}
        id={id}
        value={String(value)}
        checked={isChosen}
        disabled={isShut}
        onChange={(event) => onToggle(event.currentTarget.checked)}
      />
      <span class={isQuiet ? 'choice-body choice-quiet' : 'choice-body'}>
        <span class="choice-mark">
          <Drawing name={type === 'radio' ? 'dot' : 'tick'} />
        </span>
        <span>{children}</span>
      </span>
    </label>
  );
}
