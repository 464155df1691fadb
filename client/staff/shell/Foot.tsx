/** @jsxImportSource react */
import type { ReactNode } from 'react';
import { DemoMark } from './DemoMark.tsx';

/** How fresh, by which rule, and DEMO where it is one. */
export function Foot({ children }: { children?: ReactNode }) {
  return (
    <footer className="foot">
      <DemoMark />
      {children}
    </footer>
  );
}
