/** @jsxImportSource react */
import type { ButtonHTMLAttributes, MouseEvent } from 'react';

interface Props extends Omit<ButtonHTMLAttributes<HTMLButtonElement>, 'disabled' | 'aria-busy'> {
  /** What it does is being done. */
  isBusy?: boolean;
  /** It cannot be pressed now. */
  isOff?: boolean;
}

/** A button that keeps the focus while it works or cannot be pressed: the browser takes it from a disabled one. */
export function Button({ isBusy = false, isOff = false, onClick, type = 'button', ...rest }: Props) {
  const handleClick = (event: MouseEvent<HTMLButtonElement>) => {
    // Also keeps a form from being sent, by Enter too.
    if (isBusy || isOff) event.preventDefault();
    else onClick?.(event);
  };
  return (
    <button
      {...rest}
      type={type}
      aria-disabled={isBusy || isOff ? true : undefined}
      aria-busy={isBusy ? true : undefined}
      onClick={handleClick}
    />
  );
}
