import type { Permission } from '@shared/perm/Can';
import type { ComponentType } from 'react';
import { AuditRoom } from './audit/AuditRoom';
import { ReasonRoom } from './choices/ReasonRoom';
import { ResultRoom } from './choices/ResultRoom';
import { FileImport } from './people/FileImport';
import { PeopleRoom } from './people/PeopleRoom';
import { RoleRoom } from './roles/RoleRoom';
import { StructureRoom } from './structure/StructureRoom';

export interface RoomProps {
  /** What is typed into the search of the page. */
  wanted: string;
  /** The page's button for a new one has been pressed. */
  isAdding: boolean;
  onAdded: () => void;
}

interface Room {
  name: string;
  permission: Permission;
  Room: ComponentType<RoomProps>;
  canAdd: boolean;
  canFind: boolean;
}

export const rooms = [
  { name: 'people', permission: 'admin.people', Room: PeopleRoom, canAdd: true, canFind: true },
  { name: 'files', permission: 'admin.people', Room: FileImport, canAdd: false, canFind: false },
  { name: 'roles', permission: 'admin.people', Room: RoleRoom, canAdd: true, canFind: true },
  { name: 'structure', permission: 'admin.people', Room: StructureRoom, canAdd: true, canFind: true },
  { name: 'results', permission: 'admin.routing', Room: ResultRoom, canAdd: true, canFind: true },
  { name: 'reasons', permission: 'admin.routing', Room: ReasonRoom, canAdd: true, canFind: true },
  { name: 'audit', permission: 'audit.view', Room: AuditRoom, canAdd: false, canFind: false },
] as const satisfies Room[];
