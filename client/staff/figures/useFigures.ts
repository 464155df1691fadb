import { useTranslation } from 'react-i18next';
import type { UnitId } from '../../../server/domain/unit.ts';
import { currentCampaign, useCampaigns } from '../hooks/useCampaigns.ts';
import { useSatisfaction } from '../hooks/useSatisfaction.ts';
import { reportQuery, type Lens, type Level } from '../lens.ts';

/**
 * The campaign that a lens means, and the report that belongs to both.
 *
 * @param table which rows of which unit; undefined while that is not known yet
 */
export function useFigures(lens: Lens, table: { by: Level; within: UnitId } | undefined) {
  const { language } = useTranslation().i18n;
  const campaigns = useCampaigns();
  const campaign =
    lens.campaign === undefined
      ? currentCampaign(campaigns.data ?? [])
      : campaigns.data?.find(({ id }) => id === lens.campaign);
  const campaignId = lens.campaign ?? campaign?.id;
  const isKnown = campaigns.data !== undefined && (campaignId !== undefined || lens.series !== undefined);
  const query =
    table === undefined || !isKnown
      ? undefined
      : reportQuery(lens, { ...table, campaign: campaignId }, language);

  return {
    campaigns,
    campaign,
    report: useSatisfaction(query),
    /** The same query for the page and for the file. */
    csvHref: query === undefined ? undefined : `/api/v1/reports/satisfaction.csv?${query}`,
  };
}
