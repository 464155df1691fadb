/** @jsxImportSource react */
import { useTranslation } from 'react-i18next';
import { Link, useParams } from 'react-router';
import { apiPath } from '../api.ts';
import { useCollectors } from '../hooks/useCollectors.ts';
import { Mark } from '../shell/Mark.tsx';
import { pageState } from '../shell/pageState.ts';
import { NotThere, QueryStates } from '../shell/states.tsx';
import { usePageTitle } from '../shell/usePageTitle.ts';
import { nameIn } from '../unitName.ts';

/** A sheet to print and hang up: the question, the QR code, the code to type, whose counter it is. */
export function PosterPage() {
  const { t } = useTranslation();
  const { code = '' } = useParams();
  const collectors = useCollectors(undefined);
  usePageTitle(t('poster.title', { code }));
  const qr = `/api/v1${apiPath`/collectors/${code}/qr.svg`}`;
  const address = `${window.location.host}/c/${code}`;

  return (
    <main className="page" id="content" tabIndex={-1}>
      <nav aria-label={t('shell.place')}>
        <ol className="crumbs">
          <li>
            <Link to="/admin/collectors">{t('tabs.collectors')}</Link>
          </li>
          <li aria-current="page">{t('poster.title', { code })}</li>
        </ol>
      </nav>
      <QueryStates query={collectors} loading={t('collectors.loading')} failed={t('collectors.failed')}>
        {(list) => {
          const collector = list.find((each) => each.code === code);
          if (collector === undefined) return <NotThere />;
          return (
            <>
              <div className="head on-screen">
                <div>
                  <h1>{t('poster.heading', { label: collector.label })}</h1>
                  <p>{t('poster.intro')}</p>
                </div>
                <div className="btns">
                  <a className="btn" href={qr} download={`qr-${code}.svg`}>
                    {t('poster.svg')}
                  </a>
                  <button className="btn btn-main" type="button" onClick={() => window.print()}>
                    {t('poster.print')}
                  </button>
                </div>
              </div>
              {/* What hangs on the wall is for visitors: Vietnamese first, Khmer and English beneath. */}
              <section className="poster-sheet" lang="vi" aria-label={t('poster.title', { code })}>
                <p className="bar-mark">
                  <Mark />
                  <span>Người dân đánh giá</span>
                </p>
                <p className="ask">Hôm nay Ông/Bà có hài lòng không?</p>
                <p lang="km">តើថ្ងៃនេះលោក/លោកស្រីពេញចិត្តដែរឬទេ?</p>
                <p lang="en">Are you satisfied with your visit today?</p>
                <img src={qr} alt={t('poster.qrAlt', { address })} width="320" height="320" />
                <p>Quét mã, hoặc mở {address}</p>
                <p className="code mono">{code}</p>
                <p>
                  <b>{nameIn(collector.unitName ?? collector.unit, 'vi')}</b>
                  <br />
                  {collector.label}
                </p>
                <p className="small soft">Không hỏi tên, số điện thoại hay số căn cước.</p>
                {pageState().isDemo ? (
                  <p className="demo">
                    <b>DEMO</b> Cơ quan này không có thật, chỉ để dùng thử; câu trả lời không đến cơ quan nào.
                  </p>
                ) : null}
              </section>
            </>
          );
        }}
      </QueryStates>
    </main>
  );
}
