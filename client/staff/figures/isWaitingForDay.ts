/** People have answered, but no day's answers may be shown yet. Where nobody answered there is nothing to wait for. */
export const isWaitingForDay = ({
  asOf,
  submissions,
}: {
  asOf?: string | undefined;
  submissions: number;
}): boolean => asOf === undefined && submissions > 0;
