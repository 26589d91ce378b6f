import {
  BarChartOutlined,
  BranchesOutlined,
  CarOutlined,
  CheckSquareOutlined,
  CustomerServiceOutlined,
  DashboardOutlined,
  EnvironmentOutlined,
  FormOutlined,
  MessageOutlined,
  PhoneOutlined,
  ProfileOutlined,
  SmileOutlined,
  SolutionOutlined,
  TableOutlined,
  TeamOutlined,
  TrophyOutlined,
} from '@ant-design/icons';
import { adminPermissions } from '@console/features/admin/permissions';
import { appraisalPermissions } from '@console/features/appraisal/permissions';
import { taskPermissions } from '@console/features/tasks/permissions';
import { TaskCount } from '@console/features/tasks/ShortTasks';
import { type Permission, useCanAny } from '@shared/perm/Can';
import { Link } from '@tanstack/react-router';
import type { ComponentType } from 'react';
import { useTranslation } from 'react-i18next';
import styles from './rail.module.css';

const rooms = [
  { to: '/', name: 'desk', Icon: CustomerServiceOutlined, permission: 'desk.use' },
  { to: '/board', name: 'board', Icon: DashboardOutlined, permission: 'board.view' },
  { to: '/calls', name: 'calls', Icon: PhoneOutlined, permission: 'board.view' },
  { to: '/tickets', name: 'tickets', Icon: ProfileOutlined, permission: 'ticket.view' },
  { to: '/tasks', name: 'tasks', Icon: CheckSquareOutlined, permission: taskPermissions },
  { to: '/dispatch', name: 'dispatch', Icon: CarOutlined, permission: 'workorder.view' },
  { to: '/survey', name: 'survey', Icon: SmileOutlined, permission: 'survey.call' },
  { to: '/survey/manage', name: 'surveyManage', Icon: SolutionOutlined, permission: 'survey.manage' },
  { to: '/figures', name: 'figures', Icon: BarChartOutlined, permission: 'figures.view' },
  { to: '/reports', name: 'reports', Icon: TableOutlined, permission: 'figures.view' },
  { to: '/appraisal', name: 'appraisal', Icon: TrophyOutlined, permission: appraisalPermissions },
  { to: '/messages', name: 'messages', Icon: MessageOutlined, permission: 'message.view' },
  { to: '/routing', name: 'routing', Icon: BranchesOutlined, permission: 'admin.routing' },
  { to: '/service', name: 'service', Icon: EnvironmentOutlined, permission: 'admin.service' },
  { to: '/forms', name: 'forms', Icon: FormOutlined, permission: 'admin.service' },
  { to: '/admin', name: 'admin', Icon: TeamOutlined, permission: adminPermissions },
] as const;

export function Rail() {
  const { t } = useTranslation('shell');
  return (
    <nav className={styles.rail} aria-label={t('nav.label')}>
      {rooms.map(({ to, name, Icon, permission }) => (
        <Room key={to} to={to} label={t(`nav.${name}`)} Icon={Icon} permission={permission} />
      ))}
    </nav>
  );
}

interface RoomProps {
  to: (typeof rooms)[number]['to'];
  label: string;
  Icon: ComponentType;
  /** One of them is enough. */
  permission: Permission | readonly Permission[];
}

function Room({ to, label, Icon, permission }: RoomProps) {
  if (!useCanAny([permission].flat())) return null;
  return (
    <Link to={to} activeOptions={{ exact: true, includeSearch: false }}>
      <Icon />
      {label}
      {to === '/tasks' && <TaskCount />}
    </Link>
  );
}
