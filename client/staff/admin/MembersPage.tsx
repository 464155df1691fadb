/** @jsxImportSource react */
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useChangeMember, useMembers, grantUnit, type ListedMember } from '../hooks/useMembers.ts';
import { useReader } from '../hooks/useSession.ts';
import { Button } from '../shell/Button.tsx';
import { ScrollTable } from '../shell/ScrollTable.tsx';
import { PageHead } from '../shell/PageHead.tsx';
import { Empty, ProblemNote, QueryStates } from '../shell/states.tsx';
import { useToast } from '../shell/toasts.tsx';
import { usePageTitle } from '../shell/usePageTitle.ts';
import { nameIn } from '../unitName.ts';
import { InviteDialog } from './InviteDialog.tsx';
import { MemberDialog } from './MemberDialog.tsx';

/** Who has an account, with which role on which branch of the tree. */
export function MembersPage() {
  const { t } = useTranslation();
  const reader = useReader();
  const members = useMembers();
  const change = useChangeMember();
  const say = useToast();
  const [isInviting, setIsInviting] = useState(false);
  const [edited, setEdited] = useState<ListedMember>();
  usePageTitle(t('tabs.members'));

  const setActive = ({ id, name }: ListedMember, isActive: boolean) =>
    change.mutate(
      { id, isActive },
      {
        onSuccess: () =>
          say({
            text: t(isActive ? 'members.activated' : 'members.deactivated', { name }),
            onUndo: () => change.mutate({ id, isActive: !isActive }),
          }),
      },
    );

  return (
    <main className="page" id="content" tabIndex={-1}>
      <PageHead title={t('tabs.members')} intro={t('members.intro')}>
        <button className="btn btn-main" type="button" onClick={() => setIsInviting(true)}>
          {t('members.invite')}
        </button>
      </PageHead>
      <ProblemNote title={t('common.notDone')} error={change.error} />
      <QueryStates query={members} loading={t('members.loading')} failed={t('members.failed')}>
        {(list) =>
          list.length === 0 ? (
            <Empty title={t('members.empty')} text={t('members.emptyText')} />
          ) : (
            <MemberTable
              members={list}
              own={reader.id}
              isBusy={change.isPending}
              onEdit={setEdited}
              onSetActive={setActive}
            />
          )
        }
      </QueryStates>
      {isInviting ? <InviteDialog onClose={() => setIsInviting(false)} /> : null}
      {edited === undefined ? null : (
        <MemberDialog
          member={edited}
          onClose={() => setEdited(undefined)}
          onSaved={(onUndo) => {
            setEdited(undefined);
            say({ text: t('members.saved', { name: edited.name }), onUndo });
          }}
        />
      )}
    </main>
  );
}

interface TableProps {
  members: readonly ListedMember[];
  own: string;
  isBusy: boolean;
  onEdit: (member: ListedMember) => void;
  onSetActive: (member: ListedMember, isActive: boolean) => void;
}

function MemberTable({ members, own, isBusy, onEdit, onSetActive }: TableProps) {
  const { t, i18n } = useTranslation();
  return (
    <ScrollTable
      name={t('tabs.members')}
      caption={t('members.count', { count: members.length })}
      columns={[t('members.person'), t('members.rights'), t('members.state')]}
      hasActions
    >
      {members.map((member) => (
        <tr key={member.id}>
          <th scope="row">
            <b>{member.name}</b>
            <span className="sub">{member.email}</span>
          </th>
          <td>
            {member.grants.map((grant) => {
              const unit = grantUnit(grant);
              return (
                <span className="sub" key={`${grant.role} ${unit.id}`}>
                  {t(`role.${grant.role}`)}, {nameIn(unit.name, i18n.language)}
                </span>
              );
            })}
            {member.grants.length === 0 ? <span className="soft">{t('members.noRight')}</span> : null}
          </td>
          <td>
            <span className={member.isActive ? (member.invited ? 'tag on' : 'tag good') : 'tag warn'}>
              {t(
                member.isActive
                  ? member.invited
                    ? 'members.invited'
                    : 'members.active'
                  : 'members.inactive',
              )}
            </span>
          </td>
          <td>
            <span className="row-actions">
              <button className="btn btn-quiet" type="button" onClick={() => onEdit(member)}>
                {t('members.change')}
                <span className="vh"> {member.name}</span>
              </button>
              {member.id === own ? null : (
                <Button
                  className="btn btn-quiet"
                  isOff={isBusy}
                  onClick={() => onSetActive(member, !member.isActive)}
                >
                  {t(member.isActive ? 'members.deactivate' : 'members.activate')}
                  <span className="vh"> {member.name}</span>
                </Button>
              )}
            </span>
          </td>
        </tr>
      ))}
    </ScrollTable>
  );
}
