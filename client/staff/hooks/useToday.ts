import { useEffect, useState } from 'react';
import { localDayOf, type LocalDay } from '../../../server/domain/day.ts';

const LOOK_EVERY_MS = 60_000;

/** Today in Viet Nam; looked at every minute, so that a page left open overnight shows the new day. */
export function useToday(): LocalDay {
  const [today, setToday] = useState(() => localDayOf(new Date()));
  useEffect(() => {
    const timer = setInterval(() => setToday(localDayOf(new Date())), LOOK_EVERY_MS);
    return () => clearInterval(timer);
  }, []);
  return today;
}
