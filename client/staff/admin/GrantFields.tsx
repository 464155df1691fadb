/** @jsxImportSource react */
import { useTranslation } from 'react-i18next';
import type { Grant, Role } from '../../../server/domain/staff.ts';
import { useReader } from '../hooks/useSession.ts';
import { UnitField, type PickedUnit } from '../shell/UnitField.tsx';

export interface GrantDraft {
  role: Role;
  unit: PickedUnit | undefined;
}

const roles: readonly Role[] = ['viewer', 'supervisor', 'editor', 'approver', 'admin'];

export const isWhole = (grants: readonly GrantDraft[]): boolean =>
  grants.length > 0 && grants.every(({ unit }) => unit !== undefined);

/** Whole grants, each once. */
export const grantsOf = (drafts: readonly GrantDraft[]): Grant[] => [
  ...new Map(
    drafts.flatMap(({ role, unit }) =>
      unit === undefined ? [] : [[`${role} ${unit.id}`, { role, unit: unit.id }] as const],
    ),
  ).values(),
];

interface Props {
  grants: readonly GrantDraft[];
  isChecked: boolean;
  onChange: (grants: readonly GrantDraft[]) => void;
}

/** Roles, each on one unit and everything below it. */
export function GrantFields({ grants, isChecked, onChange }: Props) {
  const { t } = useTranslation();
  const reader = useReader();
  const suggestions = reader.grants.filter(({ role }) => role === 'admin').map(({ unit }) => unit);
  const change = (index: number, next: GrantDraft) =>
    onChange(grants.map((grant, position) => (position === index ? next : grant)));

  return (
    <fieldset>
      <legend className="label">{t('members.rights')}</legend>
      <p className="hint gap-small">{t('members.rightsHint')}</p>
      {grants.map(({ role, unit }, index) => (
        <div className="grant-row" key={index}>
          <div className="field">
            <label htmlFor={`grant-${index}`}>{t('members.role')}</label>
            <select
              className="input"
              id={`grant-${index}`}
              value={role}
              aria-describedby={`grant-${index}-hint`}
              onChange={(event) => change(index, { role: event.target.value as Role, unit })}
            >
              {roles.map((each) => (
                <option key={each} value={each}>
                  {t(`role.${each}`)}
                </option>
              ))}
            </select>
            <small id={`grant-${index}-hint`}>{t(`roleHint.${role}`)}</small>
          </div>
          <UnitField
            label={t('members.branch')}
            unit={unit}
            suggestions={suggestions}
            error={isChecked && unit === undefined ? t('campaigns.noUnit') : undefined}
            onPick={(picked) => change(index, { role, unit: picked })}
          />
          <div className="field">
            <span aria-hidden="true">{'\u00A0'}</span>
            <button
              className="btn"
              type="button"
              onClick={() => onChange(grants.filter((_, position) => position !== index))}
            >
              {t('members.removeRight')}
            </button>
          </div>
        </div>
      ))}
      <button
        className="btn"
        type="button"
        onClick={() => onChange([...grants, { role: 'supervisor', unit: suggestions[0] }])}
      >
        {t('members.addRight')}
      </button>
    </fieldset>
  );
}
