import { type Definition, END, type Item, type Jump } from '@shared/forms/model';
import { ScrollArea } from '@shared/ui/ScrollArea';
import { useTranslation } from 'react-i18next';
import shared from './forms.module.css';
import styles from './preview.module.css';
import { useFormWords } from './words';

const ROW = 30;
const BOX = { left: 4, width: 210, height: 22 };
const LANE = 14;

interface Arrow {
  from: number;
  to: number;
  item: Item;
  jump: Jump;
}

/** The items below each other with their jumps as arrows; the same as a list for those who do not see it. */
export function Picture({ definition }: { definition: Definition }) {
  const { t } = useTranslation('forms');
  const { items, nameOf, numberOf, conditionOf } = useFormWords(definition);
  const places = new Map(items.map((item, place) => [item.code, place]));
  const arrows = items.flatMap((item, from) =>
    (item.jumps ?? []).flatMap((jump): Arrow[] => {
      const to = jump.to === END ? items.length : places.get(jump.to);
      return to === undefined || to <= from ? [] : [{ from, to, item, jump }];
    }),
  );
  if (arrows.length === 0) return <p className={shared.nothing}>{t('preview.noJumps')}</p>;
  const lanes = laneOf(arrows);
  const width = BOX.left + BOX.width + (Math.max(...lanes) + 2) * LANE;
  const middle = (place: number) => place * ROW + BOX.height / 2 + 4;
  const target = ({ jump, to }: Arrow) => {
    const item = items[to];
    return jump.to === END || !item ? t('editor.end') : t('preview.toItem', { number: numberOf(item) });
  };
  return (
    <ScrollArea className={styles.picture} label={t('preview.picture')}>
      <svg
        role="img"
        aria-label={t('preview.pictureLabel')}
        width={width}
        height={(items.length + 1) * ROW + 4}
      >
        <defs>
          <marker id="jump-head" markerWidth="7" markerHeight="7" refX="6" refY="3" orient="auto">
            <path d="M0 0 L6 3 L0 6 z" className={styles.head} />
          </marker>
        </defs>
        {items.map((item, place) => (
          <Box
            key={`${item.code}-${numberOf(item)}`}
            y={place * ROW + 4}
            label={nameOf(item)}
            isQuiet={item.kind === 'info'}
          />
        ))}
        <Box y={items.length * ROW + 4} label={t('editor.end')} isQuiet />
        {arrows.map(({ from, to, jump }, number) => {
          const [x, out] = [BOX.left + BOX.width, BOX.left + BOX.width + ((lanes[number] ?? 0) + 1) * LANE];
          const path = `M${x} ${middle(from)} H${out} V${middle(to)} H${x + 2}`;
          return (
            <path
              key={`${from}-${to}-${jump.to}-${path}`}
              d={path}
              className={styles.arrow}
              markerEnd="url(#jump-head)"
            />
          );
        })}
      </svg>
      <ol className={styles.jumpList}>
        {arrows.map((arrow) => (
          <li key={`${arrow.from}-${JSON.stringify(arrow.jump)}`}>
            {t('preview.jump', {
              from: nameOf(arrow.item),
              when:
                (arrow.jump.when ?? []).map((each) => conditionOf(each, arrow.item)).join(' & ') ||
                t('editor.always'),
              to: target(arrow),
            })}
          </li>
        ))}
      </ol>
    </ScrollArea>
  );
}

function Box({ y, label, isQuiet }: { y: number; label: string; isQuiet: boolean }) {
  return (
    <g data-quiet={isQuiet} className={styles.box}>
      <rect x={BOX.left} y={y} width={BOX.width} height={BOX.height} rx={4} />
      <foreignObject x={BOX.left} y={y} width={BOX.width} height={BOX.height}>
        <span className={styles.label} title={label}>
          {label}
        </span>
      </foreignObject>
    </g>
  );
}

/** Give each arrow a lane of its own as long as it passes others. */
function laneOf(arrows: Arrow[]): number[] {
  const lanes: number[] = [];
  arrows.forEach((arrow, number) => {
    const crossing = arrows
      .slice(0, number)
      .flatMap((other, place) => (other.from < arrow.to && arrow.from < other.to ? [lanes[place]] : []));
    let lane = 0;
    while (crossing.includes(lane)) lane += 1;
    lanes.push(lane);
  });
  return lanes;
}
