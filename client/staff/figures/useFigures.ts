import { useTranslation } from 'react-i18next';
import type { LocalDay } from '../../../server/domain/day.ts';
import type { UnitId } from '../../../server/domain/unit.ts';
import { currentCampaign, useCampaigns } from '../hooks/useCampaigns.ts';
import { useSatisfaction } from '../hooks/useSatisfaction.ts';
import { reportQuery, type Lens, type Level } from '../lens.ts';

/** The survey rounds there are, and the one that a lens means: chosen, or running (also beside a series). */
export function useLensCampaign(lens: Lens, today: LocalDay) {
  const campaigns = useCampaigns();
  const list = campaigns.data ?? [];
  const campaign =
    lens.campaign === undefined ? currentCampaign(list, today) : list.find(({ id }) => id === lens.campaign);
  const meant = lens.series === undefined ? [campaign] : list.filter(({ series }) => series === lens.series);
  return {
    campaigns,
    campaign,
    /** All that is meant lets an office see its counters one by one. */
    showsCounters: meant.length > 0 && meant.every((each) => each?.showsCounters === true),
  };
}

/**
 * The report that a lens asks for.
 *
 * @param campaign id of the running one, where the lens names none
 * @param table which rows of which unit; undefined while that is not known yet
 */
export function useFigures(
  lens: Lens,
  campaign: string | undefined,
  table: { by: Level; within: UnitId } | undefined,
) {
  const { language } = useTranslation().i18n;
  const campaignId = lens.campaign ?? campaign;
  const query =
    table === undefined || (campaignId === undefined && lens.series === undefined)
      ? undefined
      : reportQuery(lens, { ...table, campaign: campaignId }, language);

  return {
    report: useSatisfaction(query),
    /** The same query for the page and for the file. */
    csvHref: query === undefined ? undefined : `/api/v1/reports/satisfaction.csv?${query}`,
  };
}
