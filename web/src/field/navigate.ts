/** Show an order, or the lists. */
export function open(orderNo: string | null): void {
  const target = orderNo === null ? '/field' : `/field?order=${encodeURIComponent(orderNo)}`;
  history.pushState(null, '', target);
  dispatchEvent(new PopStateEvent('popstate'));
  scrollTo(0, 0);
}
