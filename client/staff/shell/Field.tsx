/** @jsxImportSource react */
import { useId, type ReactNode } from 'react';

interface Props {
  label: string;
  hint?: ReactNode;
  error?: string | undefined;
  /** Gets the attributes that link the control with label, hint and error. */
  children: (control: {
    id: string;
    className: string;
    'aria-invalid': true | undefined;
    'aria-describedby': string | undefined;
  }) => ReactNode;
}

/** A labelled control: label above, hint below, a wrong entry named beneath it. */
export function Field({ label, hint, error, children }: Props) {
  const id = useId();
  const described = [hint === undefined ? '' : `${id}-hint`, error === undefined ? '' : `${id}-error`]
    .filter((part) => part !== '')
    .join(' ');
  return (
    <div className="field">
      <label htmlFor={id}>{label}</label>
      {children({
        id,
        className: 'input',
        'aria-invalid': error === undefined ? undefined : true,
        'aria-describedby': described === '' ? undefined : described,
      })}
      {hint === undefined ? null : <small id={`${id}-hint`}>{hint}</small>}
      {error === undefined ? null : (
        <span className="err" id={`${id}-error`}>
          {error}
        </span>
      )}
    </div>
  );
}
