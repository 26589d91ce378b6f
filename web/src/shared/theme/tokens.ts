/** One source of truth for colour. tokens.css carries the same values as custom properties; a test compares them. */
export const color = {
  brand: '#1b5fd0',
  brandSoft: '#eaf1fd',
  bg: '#eef1f5',
  surface: '#ffffff',
  alt: '#f7f9fb',
  line: '#dfe4ea',
  soft: '#ebeef2',
  text: '#1c2430',
  text2: '#566171',
  text3: '#677382',
  chrome: '#14213a',
  chrome2: '#1d2c4a',
  chromeDeep: '#0e182c',
  chromeText: '#d7deea',
  chromeMuted: '#93a1b8',
  ready: '#12805c',
  readySoft: '#e5f4ee',
  talking: '#1b5fd0',
  ringing: '#b45309',
  ringingSoft: '#fffaf0',
  wrapUp: '#8a5a00',
  away: '#5b6676',
  danger: '#c42b1c',
  dangerSoft: '#fdecea',
  warn: '#9a5b00',
  warnSoft: '#fdf3e0',
} as const;

export const fontFamily =
  '"PingFang SC", "Microsoft YaHei UI", "Microsoft YaHei", "Noto Sans CJK SC", "Noto Sans SC", system-ui, sans-serif';
