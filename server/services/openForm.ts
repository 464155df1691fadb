import { assignedCampaign } from '../domain/admission.ts';
import type { Campaign, CampaignCatalogue, Collector, CollectorCatalogue } from '../domain/campaign.ts';
import { localDayOf } from '../domain/day.ts';
import { problems } from '../domain/problem.ts';
import type { SurveyVersion, VersionCatalogue } from '../domain/questionnaire/version.ts';
import { readCrockford } from '../domain/receipt.ts';
import type { LocalizedText } from '../domain/text.ts';
import type { UnitId, UnitKind } from '../domain/unit.ts';
import type { UnitTree } from '../domain/unitTree.ts';

/** What the code on a poster opens today. */
export interface OpenForm {
  collector: Collector;
  campaign: Campaign;
  /** The unit that is rated, as it is called today: the collector's, or who has taken it over. */
  unit: { id: UnitId; kind: UnitKind; name: LocalizedText; parent?: { id: UnitId; name: LocalizedText } };
  /** The campaign's current version. */
  version: SurveyVersion;
}

export interface OpenFormDeps {
  collectors: CollectorCatalogue;
  campaigns: CampaignCatalogue;
  versions: VersionCatalogue;
  loadTree: () => Promise<UnitTree>;
  now: () => Date;
}

/**
 * @param code as it was typed: case, spaces and the usual mix-ups do not matter
 * @throws Problem `collector-missing`, `collector-unassigned`, `collector-closed`
 */
export async function openForm(deps: OpenFormDeps, code: string): Promise<OpenForm> {
  const collector = await findCollector(deps.collectors, code);
  const day = localDayOf(deps.now());
  const assigned = assignedCampaign(collector, day);
  const campaign = assigned === undefined ? undefined : await deps.campaigns.findCampaign(assigned);
  const takesPart =
    campaign !== undefined && campaign.from <= day && (campaign.until === undefined || day < campaign.until);
  const tree = await deps.loadTree();
  const unit = tree.servingOn(collector.unit, day);
  if (!takesPart || unit === undefined) throw problems.collectorUnassigned(collector.code, day);
  if (!collector.isOpen || !campaign.isOpen) throw problems.collectorClosed(collector.code);

  const current = campaign.versions[0] ?? '';
  const version = await deps.versions.findVersion(current);
  if (version === undefined) throw problems.versionMissing(current);

  const parent = tree.parentOn(unit, day);
  return {
    collector,
    campaign,
    version,
    unit: {
      id: unit,
      kind: tree.getUnit(unit).kind,
      name: tree.nameOn(unit, day),
      ...(parent === undefined ? {} : { parent: { id: parent, name: tree.nameOn(parent, day) } }),
    },
  };
}

async function findCollector(collectors: CollectorCatalogue, code: string): Promise<Collector> {
  const asTyped = await collectors.findCollector(code);
  if (asTyped !== undefined) return asTyped;
  const read = readCrockford(code);
  const meant = read === undefined || read === code ? undefined : await collectors.findCollector(read);
  if (meant === undefined) throw problems.collectorMissing(code.slice(0, 40));
  return meant;
}
