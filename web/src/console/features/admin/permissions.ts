import type { Permission } from '@shared/perm/Can';

/** Who has one of these finds something to do under administration. */
export const adminPermissions = [
  'admin.people',
  'admin.routing',
  'audit.view',
] as const satisfies Permission[];
