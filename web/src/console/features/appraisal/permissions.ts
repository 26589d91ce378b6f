import type { Permission } from '@shared/perm/Can';

/** Who has one of these finds something under appraisal: an agent his own scorecards. */
export const appraisalPermissions = [
  'desk.use',
  'appraisal.answer',
  'appraisal.manage',
] as const satisfies Permission[];
