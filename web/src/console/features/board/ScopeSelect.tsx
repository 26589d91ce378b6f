import { useText } from '@shared/i18n';
import type { BoardView } from '@shared/rt/board';
import { Select } from 'antd';
import { useTranslation } from 'react-i18next';
import type { BoardSearch } from './search';

interface ScopeSelectProps {
  board: BoardView;
  search: BoardSearch;
  onChange: (search: BoardSearch) => void;
}

const keyOf = ({ network, site, group, queue }: BoardSearch) =>
  JSON.stringify({ network, site, group, queue });

/** Narrow the board to a city, a site, a team or a queue; the server sends no more than that. */
export function ScopeSelect({ board, search, onChange }: ScopeSelectProps) {
  const { t } = useTranslation('board');
  const text = useText();
  const { networks, groups, queues } = board.scopes;
  const sites = [...new Set(groups.map(([site]) => site))].filter(Boolean);
  const option = (label: string, scope: BoardSearch) => ({ label, value: keyOf(scope) });
  const all = option(t('scope.all'), {});
  const known = [
    all,
    ...networks.map(({ id, name }) => option(t('scope.network', { name: text(name) }), { network: id })),
    ...sites.map((site) => option(t('scope.site', { name: site }), { site })),
    ...groups.map(([site, group]) =>
      option(t('scope.group', { name: [site, group].filter(Boolean).join(' · ') }), {
        ...(site ? { site } : {}),
        group,
      }),
    ),
    ...queues.map(({ id, name }) => option(t('scope.queue', { name: text(name) }), { queue: id })),
  ];
  const value = keyOf(search);
  const isKnown = known.some((each) => each.value === value);
  return (
    <Select
      aria-label={t('scope.label')}
      style={{ width: 220 }}
      popupMatchSelectWidth={300}
      value={value}
      showSearch={{ optionFilterProp: 'label' }}
      options={isKnown ? known : [...known, option(nameOf(search), search)]}
      onChange={(next: string) => onChange(JSON.parse(next) as BoardSearch)}
      data-testid="board-scope"
    />
  );
}

/** What a board is narrowed to of which nothing is there now. */
const nameOf = ({ site, group, network, queue }: BoardSearch) =>
  [site, group].filter(Boolean).join(' · ') || network || queue || '';
