import { useTranslation } from 'react-i18next';

const names = {
  'ticket.handle': 'handle',
  'workorder.dispatch': 'dispatch',
  'board.view': 'board',
  'figures.view': 'figures',
  'admin.service': 'service',
} as const;

/** Whose holders a ladder may tell; any other permission stands as its code. */
export const told = Object.keys(names) as (keyof typeof names)[];

export function usePermissionName() {
  const { t } = useTranslation('service');
  return (permission: string): string => {
    const known = told.find((each) => each === permission);
    return known ? t(`permission.${names[known]}`) : permission;
  };
}
