/** @jsxImportSource react */
import type { ComponentProps, ReactNode } from 'react';
import { Field } from './Field.tsx';

type Props = Omit<ComponentProps<'input'>, 'onChange' | 'className'> & {
  label: string;
  hint?: ReactNode;
  error?: string | undefined;
  /** For keys and codes. */
  isMono?: boolean;
  onChange: (text: string) => void;
};

/** One line of text with its label. */
export function TextField({ label, hint, error, isMono = false, onChange, ...input }: Props) {
  return (
    <Field label={label} hint={hint} error={error}>
      {(control) => (
        <input
          {...control}
          {...input}
          className={isMono ? 'input mono' : 'input'}
          onChange={(event) => onChange(event.target.value)}
        />
      )}
    </Field>
  );
}
