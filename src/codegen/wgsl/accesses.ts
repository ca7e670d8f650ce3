/** Finds where a generated shader reads and writes an array: it does so as `name[index]` and by `name[index] = value;` only. */

/** Rewrites all loads of an array and all stores, the last first, so that inner ones come before outer ones. */
export function accesses(
  text: string,
  name: string,
  load: (index: string) => string,
  store: (index: string, value: string) => string,
): string {
  const uses = [...text.matchAll(new RegExp(`(?<![\\w.])${name}\\[`, "g"))].map(({ index }) => index);
  return uses.reduceRight((now, from) => {
    const start = from + name.length + 1;
    let to = start;
    for (let depth = 1; depth > 0; to++) depth += now[to] === "[" ? 1 : now[to] === "]" ? -1 : 0;
    const index = now.slice(start, to - 1);
    const stores = now.startsWith(" = ", to);
    const end = stores ? now.indexOf(";", to) : to;
    return now.slice(0, from) + (stores ? store(index, now.slice(to + 3, end)) : load(index)) + now.slice(end);
  }, text);
}
