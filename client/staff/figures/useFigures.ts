import { useTranslation } from 'react-i18next';
import { useSearchParams } from 'react-router';
import type { UnitId } from '../../../server/domain/unit.ts';
import { currentCampaign, useCampaigns } from '../hooks/useCampaigns.ts';
import { useSatisfaction } from '../hooks/useSatisfaction.ts';
import { useToday } from '../hooks/useToday.ts';
import { readLens, reportQuery, withChoices, type Lens, type Level } from '../lens.ts';

/** The lens of the address, the campaign it means, and the report that belongs to both. */
export function useFigures(choose: (lens: Lens) => { by: Level; within: UnitId | undefined } | undefined) {
  const { language } = useTranslation().i18n;
  const today = useToday();
  const [params, setParams] = useSearchParams();
  const lens = readLens(params, today);
  const campaigns = useCampaigns();
  const campaign =
    lens.campaign === undefined
      ? currentCampaign(campaigns.data ?? [])
      : campaigns.data?.find(({ id }) => id === lens.campaign);
  const table = choose(lens);
  const campaignId = lens.campaign ?? campaign?.id;
  const isKnown = campaigns.data !== undefined && (campaignId !== undefined || lens.series !== undefined);
  const query =
    table === undefined || !isKnown
      ? undefined
      : reportQuery(lens, { ...table, campaign: campaignId }, language);

  return {
    today,
    lens,
    params,
    campaigns,
    campaign,
    report: useSatisfaction(query),
    /** The same query for the page and for the file. */
    csvHref: query === undefined ? undefined : `/api/v1/reports/satisfaction.csv?${query}`,
    chooseInLens: (choices: Readonly<Record<string, string | undefined>>) =>
      setParams(withChoices(params, choices), { replace: false, preventScrollReset: true }),
  };
}
