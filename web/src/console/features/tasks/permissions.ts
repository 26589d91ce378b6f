/** Whoever may do one of these may have tasks. */
export const taskPermissions = [
  'ticket.view',
  'survey.call',
  'workorder.view',
  'desk.use',
  'appraisal.answer',
] as const;
