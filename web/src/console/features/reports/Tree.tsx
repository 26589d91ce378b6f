import { StarFilled, StarOutlined } from '@ant-design/icons';
import { useProblemMessage } from '@console/useProblemMessage';
import { useText } from '@shared/i18n';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { Input } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { branches, type Catalogue, like, type Report } from './api';
import styles from './reports.module.css';

/** Reports by branch; those that one wants at hand stand first. */
export function Tree({ catalogue, current }: { catalogue: Catalogue; current: string }) {
  const { t } = useTranslation('reports');
  const [wanted, setWanted] = useState('');
  const words = wanted.trim().toLowerCase();
  const reports = catalogue.reports.filter(({ name }) =>
    [name['zh-CN'], name.en].some((each) => each.toLowerCase().includes(words)),
  );
  const parts = [
    { name: t('favourites'), held: reports.filter((each) => each.is_favourite) },
    ...branches.map((branch) => ({
      name: t(`branch.${branch}`),
      held: reports.filter((each) => each.branch === branch),
    })),
  ];
  return (
    <nav className={styles.tree} aria-label={t('catalogue')}>
      <Input
        type="search"
        aria-label={t('find')}
        placeholder={t('find')}
        value={wanted}
        onChange={({ target }) => setWanted(target.value)}
        onKeyDown={({ key }) => key === 'Escape' && setWanted('')}
        data-testid="report-find"
      />
      {reports.length === 0 && <p role="status">{t('notFound')}</p>}
      {parts
        .filter(({ held }) => held.length > 0)
        .map(({ name, held }) => (
          <div key={name}>
            <h3>{name}</h3>
            <ul>
              {held.map((each) => (
                <Leaf key={each.code} report={each} isCurrent={each.code === current} />
              ))}
            </ul>
          </div>
        ))}
    </nav>
  );
}

function Leaf({ report, isCurrent }: { report: Report; isCurrent: boolean }) {
  const { t } = useTranslation('reports');
  const text = useText();
  const queries = useQueryClient();
  const complain = useProblemMessage();
  const liking = useMutation({
    mutationFn: () => like(report),
    onSuccess: () => queries.invalidateQueries({ queryKey: ['reports', 'catalogue'] }),
    onError: complain,
  });
  const name = text(report.name);
  const Star = report.is_favourite ? StarFilled : StarOutlined;
  return (
    <li>
      <Link
        to="/reports"
        search={{ report: report.code }}
        aria-current={isCurrent ? 'page' : undefined}
        data-testid="report-open"
      >
        {name}
        {!report.is_built_in && <small>{t('own')}</small>}
      </Link>
      <button
        type="button"
        aria-label={t(report.is_favourite ? 'unlike' : 'like', { name })}
        onClick={() => liking.mutate()}
        disabled={liking.isPending}
      >
        <Star />
      </button>
    </li>
  );
}
