/** @jsxImportSource react */
import { useState, type SubmitEvent } from 'react';
import { useTranslation } from 'react-i18next';
import { Link, useSearchParams } from 'react-router';
import { CHANNELS, type Channel } from '../../../server/domain/campaign.ts';
import { addDays, localDayOf } from '../../../server/domain/day.ts';
import { textIn } from '../../../server/domain/text.ts';
import { formatDay } from '../format.ts';
import { currentCampaign, useCampaigns } from '../hooks/useCampaigns.ts';
import {
  useAssignCollector,
  useChangeCollector,
  useCollectors,
  useCreateCollector,
  type ListedCollector,
} from '../hooks/useCollectors.ts';
import { useReader } from '../hooks/useSession.ts';
import { useUnitPath } from '../hooks/useUnits.ts';
import { parseTypedDay } from '../period.ts';
import { scopesOf } from '../rights.ts';
import { Dialog } from '../shell/Dialog.tsx';
import { Field } from '../shell/Field.tsx';
import { Empty, ProblemNote, QueryStates } from '../shell/states.tsx';
import { useToast } from '../shell/toasts.tsx';
import { UnitField, type PickedUnit } from '../shell/UnitField.tsx';
import { usePageTitle } from '../shell/usePageTitle.ts';
import { nameIn } from '../unitName.ts';

/** What a page of the table shows at once; more is asked for. */
const PAGE_LENGTH = 100;

/** The points where answers come in: open and close, assign, print. */
export function CollectorsPage() {
  const { t, i18n } = useTranslation();
  const [params, setParams] = useSearchParams();
  const within = params.get('within') ?? undefined;
  const collectors = useCollectors(within);
  const unit = useUnitPath(within).data?.at(-1);
  const change = useChangeCollector();
  const say = useToast();
  const [isCreating, setIsCreating] = useState(false);
  const [assigned, setAssigned] = useState<ListedCollector>();
  usePageTitle(t('tabs.collectors'));

  const setOpen = ({ code, label }: ListedCollector, isOpen: boolean) =>
    change.mutate(
      { code, isOpen },
      {
        onSuccess: () =>
          say({
            text: t(isOpen ? 'collectors.opened' : 'collectors.closed', { label }),
            onUndo: () => change.mutate({ code, isOpen: !isOpen }),
          }),
      },
    );

  const state = params.get('state');
  const channel = params.get('channel');
  const choose = (key: string, value: string) => {
    const next = new URLSearchParams(params);
    if (value === '') next.delete(key);
    else next.set(key, value);
    setParams(next);
  };

  return (
    <main className="page" id="content" tabIndex={-1}>
      <div className="head">
        <div>
          <h1>
            {unit === undefined
              ? t('tabs.collectors')
              : t('collectors.titleOf', { unit: nameIn(unit.name, i18n.language) })}
          </h1>
          <p>{t('collectors.intro')}</p>
        </div>
        <div className="btns">
          <button className="btn btn-main" type="button" onClick={() => setIsCreating(true)}>
            {t('collectors.new')}
          </button>
        </div>
      </div>
      <div className="filters">
        <UnitField
          label={t('collectors.within')}
          unit={within === undefined ? undefined : (unit ?? { id: within, name: within })}
          onPick={(picked) => choose('within', picked?.id ?? '')}
        />
        <Field label={t('collectors.channel')}>
          {(control) => (
            <select
              {...control}
              value={channel ?? ''}
              onChange={(event) => choose('channel', event.target.value)}
            >
              <option value="">{t('lens.allChannels')}</option>
              {CHANNELS.map((each) => (
                <option key={each} value={each}>
                  {t(`channel.${each}`)}
                </option>
              ))}
            </select>
          )}
        </Field>
        <Field label={t('collectors.state')}>
          {(control) => (
            <select
              {...control}
              value={state ?? ''}
              onChange={(event) => choose('state', event.target.value)}
            >
              <option value="">{t('collectors.anyState')}</option>
              <option value="open">{t('collectors.isOpen')}</option>
              <option value="closed">{t('collectors.isClosed')}</option>
            </select>
          )}
        </Field>
      </div>
      <ProblemNote title={t('common.notDone')} error={change.error} />
      <QueryStates query={collectors} loading={t('collectors.loading')} failed={t('collectors.failed')}>
        {(list) => {
          const shown = list.filter(
            (each) =>
              (channel === null || each.channel === channel) &&
              (state === null || each.isOpen === (state === 'open')),
          );
          return shown.length === 0 ? (
            <Empty
              title={list.length === 0 ? t('collectors.empty') : t('collectors.noneSuch')}
              text={list.length === 0 ? t('collectors.emptyText') : t('collectors.noneSuchText')}
            />
          ) : (
            <CollectorTable
              collectors={shown}
              isBusy={change.isPending}
              onSetOpen={setOpen}
              onAssign={setAssigned}
            />
          );
        }}
      </QueryStates>
      {isCreating ? (
        <CreateDialog
          unit={unit}
          onClose={() => setIsCreating(false)}
          onCreated={(label) => {
            setIsCreating(false);
            say({ text: t('collectors.created', { label }) });
          }}
        />
      ) : null}
      {assigned === undefined ? null : (
        <AssignDialog
          collector={assigned}
          onClose={() => setAssigned(undefined)}
          onAssigned={() => {
            setAssigned(undefined);
            say({ text: t('collectors.assigned', { label: assigned.label }) });
          }}
        />
      )}
    </main>
  );
}

interface TableProps {
  collectors: readonly ListedCollector[];
  isBusy: boolean;
  onSetOpen: (collector: ListedCollector, isOpen: boolean) => void;
  onAssign: (collector: ListedCollector) => void;
}

function CollectorTable({ collectors, isBusy, onSetOpen, onAssign }: TableProps) {
  const { t, i18n } = useTranslation();
  const [length, setLength] = useState(PAGE_LENGTH);
  const campaigns = useCampaigns();
  const nameOfCampaign = (campaign: ListedCollector['campaign']): string | undefined => {
    if (campaign === undefined || campaign === null) return undefined;
    if (typeof campaign !== 'string') return nameIn(campaign.name, i18n.language);
    const found = campaigns.data?.find(({ id }) => id === campaign);
    return found === undefined ? campaign : textIn(found.name, i18n.language);
  };

  return (
    <>
      <div
        className="scroll"
        tabIndex={0}
        role="region"
        aria-label={t('table.scrolls', { table: t('tabs.collectors') })}
      >
        <table>
          <caption>{t('collectors.count', { count: collectors.length })}</caption>
          <thead>
            <tr>
              <th scope="col">{t('collectors.label')}</th>
              <th scope="col">{t('collectors.code')}</th>
              <th scope="col">{t('collectors.unit')}</th>
              <th scope="col">{t('collectors.channel')}</th>
              <th scope="col">{t('collectors.campaign')}</th>
              <th scope="col">{t('collectors.state')}</th>
              <th scope="col">
                <span className="vh">{t('common.actions')}</span>
              </th>
            </tr>
          </thead>
          <tbody>
            {collectors.slice(0, length).map((collector) => (
              <tr key={collector.code}>
                <th scope="row">
                  <b>{collector.label}</b>
                </th>
                <td className="mono">{collector.code}</td>
                <td>{nameIn(collector.unitName ?? collector.unit, i18n.language)}</td>
                <td>{t(`channel.${collector.channel}`)}</td>
                <td>
                  {nameOfCampaign(collector.campaign) ?? (
                    <span className="tag warn">{t('collectors.unassigned')}</span>
                  )}
                </td>
                <td>
                  <span className={collector.isOpen ? 'tag good' : 'tag warn'}>
                    {t(collector.isOpen ? 'collectors.isOpen' : 'collectors.isClosed')}
                  </span>
                </td>
                <td>
                  <span className="row-actions">
                    <Link
                      className="btn btn-quiet"
                      to={`/admin/collectors/${encodeURIComponent(collector.code)}/poster`}
                    >
                      {t('collectors.poster')}
                      <span className="vh"> {collector.label}</span>
                    </Link>
                    <button className="btn btn-quiet" type="button" onClick={() => onAssign(collector)}>
                      {t('collectors.assign')}
                      <span className="vh"> {collector.label}</span>
                    </button>
                    <button
                      className="btn btn-quiet"
                      type="button"
                      disabled={isBusy}
                      onClick={() => onSetOpen(collector, !collector.isOpen)}
                    >
                      {t(collector.isOpen ? 'common.closeDown' : 'common.openUp')}
                      <span className="vh"> {collector.label}</span>
                    </button>
                  </span>
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      {collectors.length > length ? (
        <p className="btns gap-top">
          <button className="btn" type="button" onClick={() => setLength(length + PAGE_LENGTH)}>
            {t('common.more', { count: collectors.length - length })}
          </button>
        </p>
      ) : null}
      <p className="src">{t('collectors.codeNote')}</p>
    </>
  );
}

interface CreateProps {
  unit: PickedUnit | undefined;
  onClose: () => void;
  onCreated: (label: string) => void;
}

function CreateDialog({ unit: given, onClose, onCreated }: CreateProps) {
  const { t } = useTranslation();
  const reader = useReader();
  const create = useCreateCollector();
  const [unit, setUnit] = useState<PickedUnit | undefined>(given);
  const [channel, setChannel] = useState<Channel>('qr');
  const [label, setLabel] = useState('');
  const [procedure, setProcedure] = useState('');
  const [isChecked, setIsChecked] = useState(false);
  const suggestions = scopesOf(reader).filter(({ kind }) => kind === 'agency' || kind === 'counter');

  const handleSubmit = (event: SubmitEvent) => {
    event.preventDefault();
    setIsChecked(true);
    if (unit === undefined || label.trim() === '') return;
    create.mutate(
      {
        unit: unit.id,
        channel,
        label: label.trim(),
        ...(procedure.trim() === '' ? {} : { procedure: procedure.trim() }),
      },
      { onSuccess: () => onCreated(label.trim()) },
    );
  };

  return (
    <Dialog
      isSmall
      title={t('collectors.new')}
      intro={t('collectors.forGood')}
      onClose={onClose}
      footer={
        <>
          <span />
          <div className="btns">
            <button className="btn" type="button" onClick={onClose}>
              {t('common.cancel')}
            </button>
            <button
              className="btn btn-main"
              type="submit"
              form="collector-form"
              disabled={create.isPending}
              aria-busy={create.isPending}
            >
              {create.isPending ? t('common.saving') : t('collectors.create')}
            </button>
          </div>
        </>
      }
    >
      <form id="collector-form" onSubmit={handleSubmit} noValidate>
        <ProblemNote title={t('common.notDone')} error={create.error} />
        <UnitField
          label={t('collectors.unit')}
          unit={unit}
          suggestions={suggestions}
          error={isChecked && unit === undefined ? t('campaigns.noUnit') : undefined}
          onPick={setUnit}
        />
        <Field
          label={t('collectors.label')}
          hint={t('collectors.labelHint')}
          error={isChecked && label.trim() === '' ? t('collectors.noLabel') : undefined}
        >
          {(control) => (
            <input
              {...control}
              maxLength={120}
              value={label}
              onChange={(event) => setLabel(event.target.value)}
            />
          )}
        </Field>
        <Field label={t('collectors.channel')}>
          {(control) => (
            <select
              {...control}
              value={channel}
              onChange={(event) => setChannel(event.target.value as Channel)}
            >
              {CHANNELS.map((each) => (
                <option key={each} value={each}>
                  {t(`channel.${each}`)}
                </option>
              ))}
            </select>
          )}
        </Field>
        <Field label={t('collectors.procedure')} hint={t('collectors.procedureHint')}>
          {(control) => (
            <input {...control} value={procedure} onChange={(event) => setProcedure(event.target.value)} />
          )}
        </Field>
      </form>
    </Dialog>
  );
}

interface AssignProps {
  collector: ListedCollector;
  onClose: () => void;
  onAssigned: () => void;
}

function AssignDialog({ collector, onClose, onAssigned }: AssignProps) {
  const { t, i18n } = useTranslation();
  const campaigns = useCampaigns();
  const assign = useAssignCollector();
  const fitting = (campaigns.data ?? []).filter(({ channels }) => channels.includes(collector.channel));
  const [chosen, setChosen] = useState<string>();
  const campaign = chosen ?? currentCampaign(fitting)?.id;
  const [first, setFirst] = useState(formatDay(localDayOf(new Date())));
  const [last, setLast] = useState('');
  const [isChecked, setIsChecked] = useState(false);
  const from = parseTypedDay(first);
  const lastDay = last.trim() === '' ? undefined : parseTypedDay(last);
  const lastFault =
    last.trim() === ''
      ? undefined
      : lastDay === undefined
        ? t('period.noDay')
        : from !== undefined && lastDay < from
          ? t('campaigns.endsBefore')
          : undefined;

  const handleSubmit = (event: SubmitEvent) => {
    event.preventDefault();
    setIsChecked(true);
    if (campaign === undefined || from === undefined || lastFault !== undefined) return;
    assign.mutate(
      {
        code: collector.code,
        campaign,
        from,
        ...(lastDay === undefined ? {} : { until: addDays(lastDay, 1) }),
      },
      { onSuccess: onAssigned },
    );
  };

  return (
    <Dialog
      isSmall
      title={t('collectors.assignTitle', { label: collector.label })}
      intro={t('collectors.assignIntro')}
      onClose={onClose}
      footer={
        <>
          <span />
          <div className="btns">
            <button className="btn" type="button" onClick={onClose}>
              {t('common.cancel')}
            </button>
            <button
              className="btn btn-main"
              type="submit"
              form="assignment-form"
              disabled={assign.isPending || campaign === undefined}
              aria-busy={assign.isPending}
            >
              {assign.isPending ? t('common.saving') : t('collectors.assignDo')}
            </button>
          </div>
        </>
      }
    >
      <form id="assignment-form" onSubmit={handleSubmit} noValidate>
        <ProblemNote title={t('common.notDone')} error={assign.error} />
        {collector.assignments.length === 0 ? null : (
          <>
            <p className="label">{t('collectors.assignments')}</p>
            <ul className="plain small gap-small">
              {collector.assignments.map((assignment) => (
                <li key={`${assignment.campaign} ${assignment.from}`}>
                  {textIn(
                    campaigns.data?.find(({ id }) => id === assignment.campaign)?.name ?? {
                      vi: assignment.campaign,
                    },
                    i18n.language,
                  )}
                  : {formatDay(assignment.from)} –{' '}
                  {assignment.until === undefined
                    ? t('campaigns.noEnd')
                    : formatDay(addDays(assignment.until, -1))}
                </li>
              ))}
            </ul>
          </>
        )}
        <Field label={t('campaigns.name')}>
          {(control) => (
            <select {...control} value={campaign ?? ''} onChange={(event) => setChosen(event.target.value)}>
              {fitting.map(({ id, name }) => (
                <option key={id} value={id}>
                  {textIn(name, i18n.language)}
                </option>
              ))}
            </select>
          )}
        </Field>
        {campaigns.data !== undefined && fitting.length === 0 ? (
          <p className="hint gap-small">{t('collectors.noCampaign')}</p>
        ) : null}
        <div className="days">
          <Field
            label={t('campaigns.first')}
            error={isChecked && from === undefined ? t('period.noDay') : undefined}
          >
            {(control) => (
              <input
                {...control}
                inputMode="numeric"
                value={first}
                onChange={(event) => setFirst(event.target.value)}
              />
            )}
          </Field>
          <Field
            label={t('campaigns.last')}
            hint={t('campaigns.lastHint')}
            error={isChecked ? lastFault : undefined}
          >
            {(control) => (
              <input
                {...control}
                inputMode="numeric"
                placeholder={t('period.placeholder')}
                value={last}
                onChange={(event) => setLast(event.target.value)}
              />
            )}
          </Field>
        </div>
      </form>
    </Dialog>
  );
}
