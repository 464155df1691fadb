import { useSearchParams } from 'react-router';
import { useToday } from '../hooks/useToday.ts';
import { readLens, withChoices } from '../lens.ts';

/** The lens of the address, and how to change a choice in it. */
export function useLens() {
  const today = useToday();
  const [params, setParams] = useSearchParams();
  return {
    today,
    params,
    lens: readLens(params, today),
    chooseInLens: (choices: Readonly<Record<string, string | undefined>>) =>
      setParams(withChoices(params, choices), { replace: false, preventScrollReset: true }),
  };
}
