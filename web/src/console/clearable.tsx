import { CloseCircleFilled } from '@ant-design/icons';

const target = {
  display: 'grid',
  placeItems: 'center',
  width: 24,
  height: 24,
  margin: '-4px -6px -4px 0',
  fontSize: 12,
} as const;

/** The clear button of an input, large enough to hit (WCAG 2.5.8). */
export const clearable = {
  clearIcon: (
    <span style={target}>
      <CloseCircleFilled />
    </span>
  ),
};
