/** @jsxImportSource preact */
import './fonts.css';
import './citizen.css';
import { hydrate } from 'preact';
import type { FormPage, PageFrame } from '../../server/domain/citizenView.ts';
import { FormApp } from './FormApp.tsx';
import { enliveTextSize } from './textSize.ts';

function comeAlive(): void {
  /** What the server left for the script: the view of an open form, or nothing but that the script is there. */
  const state = JSON.parse(document.getElementById('state')?.textContent ?? '{}') as
    (PageFrame & FormPage) | { page?: undefined };

  document.documentElement.classList.add('alive');
  enliveTextSize();

  const root = document.getElementById('app');
  if (state.page === 'form' && root !== null) {
    hydrate(<FormApp view={state} />, root);
  } else {
    // a receipt's QR code carries the code behind the hash, where no server and no log sees it
    const field = document.querySelector<HTMLInputElement>('input[name="receipt"]');
    const receipt = decodeURIComponent(location.hash.slice(1));
    if (field !== null && field.value === '' && /^[0-9A-Za-z-]{1,20}$/.test(receipt)) field.value = receipt;
  }
}

// The script is loaded `async`: a deferred one would keep the browser from going to `#form` until it has run.
if (document.readyState === 'loading') document.addEventListener('DOMContentLoaded', comeAlive);
else comeAlive();
