/** Time zones to choose from; the browser knows what they are called. */
export const zones = ['UTC', ...Intl.supportedValuesOf('timeZone')].map((value) => ({ value, label: value }));
