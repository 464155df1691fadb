/** @jsxImportSource react */
import type { ReactNode } from 'react';

interface Props {
  title: string;
  intro: string;
  /** Buttons on the right. */
  children?: ReactNode;
}

/** What a page is called, what it is for, and what is done most on it. */
export function PageHead({ title, intro, children }: Props) {
  return (
    <div className="head">
      <div>
        <h1>{title}</h1>
        <p>{intro}</p>
      </div>
      {children === undefined ? null : <div className="btns">{children}</div>}
    </div>
  );
}
