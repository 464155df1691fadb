/** @jsxImportSource react */
import { useId, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { Button } from './Button.tsx';
import { Dialog } from './Dialog.tsx';
import { ProblemNote } from './states.tsx';

interface Props {
  title: ReactNode;
  intro?: ReactNode;
  isSmall?: boolean;
  /** What the main button says. */
  submit: string;
  isPending: boolean;
  isDisabled?: boolean;
  /** Why the last attempt failed. */
  error: unknown;
  /** Beside the buttons. */
  aside?: ReactNode;
  onSubmit: () => void;
  onClose: () => void;
  children: ReactNode;
}

/** A form in a dialogue: what it says of entries is its own, so the browser's words stay away. */
export function FormDialog({
  title,
  intro,
  isSmall = false,
  submit,
  isPending,
  isDisabled = false,
  error,
  aside,
  onSubmit,
  onClose,
  children,
}: Props) {
  const { t } = useTranslation();
  const form = useId();
  return (
    <Dialog
      title={title}
      intro={intro}
      isSmall={isSmall}
      onClose={onClose}
      footer={
        <>
          {aside ?? <span />}
          <div className="btns">
            <button className="btn" type="button" onClick={onClose}>
              {t('common.cancel')}
            </button>
            <Button className="btn btn-main" type="submit" form={form} isBusy={isPending} isOff={isDisabled}>
              {isPending ? t('common.saving') : submit}
            </Button>
          </div>
        </>
      }
    >
      <form
        id={form}
        noValidate
        onSubmit={(event) => {
          event.preventDefault();
          onSubmit();
        }}
      >
        <ProblemNote title={t('common.notDone')} error={error} />
        {children}
      </form>
    </Dialog>
  );
}
