/** @jsxImportSource react */
import { createContext, useCallback, useContext, useMemo, useState, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';

export interface Toast {
  text: string;
  /** Takes back what the text says was done. */
  onUndo?: () => void;
}

const ToastContext = createContext<(toast: Toast) => void>(() => undefined);

/** Says what was done, with a way back. Stays until it is closed or the next one comes. */
export const useToast = () => useContext(ToastContext);

export function ToastProvider({ children }: { children: ReactNode }) {
  const { t } = useTranslation();
  const [toast, setToast] = useState<Toast>();
  const show = useCallback((next: Toast) => setToast(next), []);
  const undo = useMemo(() => toast?.onUndo, [toast]);

  return (
    <ToastContext value={show}>
      {children}
      <div role="status">
        {toast === undefined ? null : (
          <div className="toast">
            <span>{toast.text}</span>
            {undo === undefined ? null : (
              <button
                className="btn"
                type="button"
                onClick={() => {
                  setToast(undefined);
                  undo();
                }}
              >
                {t('common.undo')}
              </button>
            )}
            <button className="btn" type="button" onClick={() => setToast(undefined)}>
              {t('common.close')}
            </button>
          </div>
        )}
      </div>
    </ToastContext>
  );
}
