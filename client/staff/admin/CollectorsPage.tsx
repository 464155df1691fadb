/** @jsxImportSource react */
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useSearchParams } from 'react-router';
import { CHANNELS } from '../../../server/domain/campaign.ts';
import { useChangeCollector, useCollectors, type ListedCollector } from '../hooks/useCollectors.ts';
import { useUnitPath } from '../hooks/useUnits.ts';
import { PageHead } from '../shell/PageHead.tsx';
import { Field } from '../shell/Field.tsx';
import { Empty, ProblemNote, QueryStates } from '../shell/states.tsx';
import { useToast } from '../shell/toasts.tsx';
import { UnitField } from '../shell/UnitField.tsx';
import { usePageTitle } from '../shell/usePageTitle.ts';
import { nameIn } from '../unitName.ts';
import { AssignDialog } from './AssignDialog.tsx';
import { CollectorTable } from './CollectorTable.tsx';
import { CreateCollectorDialog } from './CreateCollectorDialog.tsx';

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
      <PageHead
        title={
          unit === undefined
            ? t('tabs.collectors')
            : t('collectors.titleOf', { unit: nameIn(unit.name, i18n.language) })
        }
        intro={t('collectors.intro')}
      >
        <button className="btn btn-main" type="button" onClick={() => setIsCreating(true)}>
          {t('collectors.new')}
        </button>
      </PageHead>
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
        <CreateCollectorDialog
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
