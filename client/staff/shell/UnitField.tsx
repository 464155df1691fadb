/** @jsxImportSource react */
import { useTranslation } from 'react-i18next';
import type { UnitId } from '../../../server/domain/unit.ts';
import { nameIn, type UnitName } from '../unitName.ts';
import { UnitSearch } from './UnitSearch.tsx';

export interface PickedUnit {
  id: UnitId;
  name: UnitName;
}

interface Props {
  label: string;
  unit: PickedUnit | undefined;
  /** The units offered without searching: those the reader has rights on. */
  suggestions?: readonly PickedUnit[];
  error?: string | undefined;
  onPick: (unit: PickedUnit | undefined) => void;
}

/** One unit, found by its name. */
export function UnitField({ label, unit, suggestions = [], error, onPick }: Props) {
  const { t, i18n } = useTranslation();
  if (unit !== undefined) {
    return (
      <div className="field">
        <span className="label">{label}</span>
        <span className="picked">
          <b>{nameIn(unit.name, i18n.language)}</b>
          <button className="btn" type="button" onClick={() => onPick(undefined)}>
            {t('common.change')}
            <span className="vh"> {label}</span>
          </button>
        </span>
      </div>
    );
  }
  return (
    <div className="field">
      <UnitSearch label={label} placeholder={t('find.placeholder')} error={error} onPick={onPick} />
      {suggestions.length === 0 ? null : (
        <span className="btns">
          {suggestions.slice(0, 3).map((each) => (
            <button className="btn btn-quiet" type="button" key={each.id} onClick={() => onPick(each)}>
              {nameIn(each.name, i18n.language)}
            </button>
          ))}
        </span>
      )}
    </div>
  );
}
