/** @jsxImportSource react */
import { Navigate, Route, Routes } from 'react-router';
import { useReader } from '../hooks/useSession.ts';
import { mayAdminister, maySeeSurveys } from '../rights.ts';
import { Foot } from '../shell/Foot.tsx';
import { NotThere } from '../shell/states.tsx';
import { AuditPage } from './AuditPage.tsx';
import { CampaignsPage } from './CampaignsPage.tsx';
import { CollectorsPage } from './CollectorsPage.tsx';
import { DraftPage } from './DraftPage.tsx';
import { MembersPage } from './MembersPage.tsx';
import { PosterPage } from './PosterPage.tsx';
import { SurveysPage } from './SurveysPage.tsx';
import { VersionPage } from './VersionPage.tsx';

/** What administration offers; a reader without the right sees the same page as for a wrong address. */
export function AdminRoutes() {
  const reader = useReader();
  return (
    <>
      <Routes>
        {maySeeSurveys(reader) ? (
          <>
            <Route index element={<Navigate to="surveys" replace />} />
            <Route path="surveys" element={<SurveysPage />} />
            <Route path="surveys/:survey/versions/:version" element={<VersionPage />} />
            <Route path="surveys/:survey/draft" element={<DraftPage />} />
          </>
        ) : null}
        {mayAdminister(reader) ? (
          <>
            <Route path="campaigns" element={<CampaignsPage />} />
            <Route path="collectors" element={<CollectorsPage />} />
            <Route path="collectors/:code/poster" element={<PosterPage />} />
            <Route path="members" element={<MembersPage />} />
            <Route path="audit" element={<AuditPage />} />
          </>
        ) : null}
        <Route
          path="*"
          element={
            <main className="page" id="content" tabIndex={-1}>
              <NotThere />
            </main>
          }
        />
      </Routes>
      <Foot />
    </>
  );
}
