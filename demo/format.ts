/** Numbers as people read them. */

/** Milliseconds, with three figures that count; from ten seconds on, seconds. */
export function ms(value: number): string {
  if (value >= 1e4) return `${(value / 1e3).toFixed(value >= 1e5 ? 0 : 1)} s`;
  if (value >= 100) return `${Math.round(value)} ms`;
  return `${value.toFixed(value >= 10 ? 1 : 2)} ms`;
}

export function bytes(value: number): string {
  if (value >= 1e6) return `${(value / 1e6).toFixed(value >= 1e8 ? 0 : 1)} MB`;
  return value >= 1e3 ? `${Math.round(value / 1e3)} kB` : `${value} B`;
}

/** A ratio such as `2.33×`. */
export const times = (ratio: number): string => `${ratio.toFixed(ratio >= 10 ? 1 : 2)}×`;

/** A small number such as `3·10⁻⁷`; zero is `0`. */
export function tiny(value: number): string {
  if (value === 0) return "0";
  if (!(value < Number.MAX_VALUE)) return "∞";
  if (value < 0) return `−${tiny(-value)}`;
  if (value >= 0.01 && value < 1000) return value.toPrecision(2);
  const [mantissa, exponent] = value.toExponential(0).split("e") as [string, string];
  const raised = Number(exponent)
    .toString()
    .replace(/[-\d]/g, (c) => "⁻⁰¹²³⁴⁵⁶⁷⁸⁹"["-0123456789".indexOf(c)] as string);
  return `${mantissa}·10${raised}`;
}

/** How a measure changed: `−57 %`. */
export function change(from: number, to: number): string {
  if (from === 0) return "";
  const percent = Math.round(100 * (to / from - 1));
  return percent === 0 ? "±0 %" : `${percent > 0 ? "+" : "−"}${Math.abs(percent)} %`;
}

export const plural = (n: number, noun: string): string =>
  `${n.toLocaleString("en")} ${noun}${n === 1 ? "" : /(ch|s)$/.test(noun) ? "es" : "s"}`;

/** The last two parts of a node's name: `…/conv2d/Relu`. */
export const shortName = (name: string): string => name.replace(/^.+(?=\/[^/]+\/[^/]+$)/, "…");

/** The same for all names in a text, which are in quotes there. */
export const withShortNames = (text: string): string =>
  text.replace(/"([^"]*)"/g, (_, name: string) => `“${shortName(name)}”`);

/** Code with braces, each line as far in as braces are open before it. */
export function indented(code: string): string {
  let depth = 0;
  return code
    .split("\n")
    .map((raw) => {
      const line = raw.trim();
      const opened = line.split("{").length - line.split("}").length;
      // A line that begins by closing belongs to the level outside.
      const at = depth - (line.startsWith("}") ? 1 : 0);
      depth += opened;
      return line && "  ".repeat(Math.max(0, at)) + line;
    })
    .join("\n");
}
