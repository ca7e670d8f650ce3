/** The runs of this visit, so that a switch's effect can be read off two lines. */
import type { VNode } from "preact";
import { ms, times } from "../format.ts";
import { history } from "../state.ts";
import { compare } from "../statistics.ts";
import { BACKEND_TITLES } from "../types.ts";

export function Earlier(): VNode | null {
  if (history.value.length < 2) return null;
  return (
    <section class="card" aria-labelledby="earlier">
      <h2 id="earlier">Runs of this visit</h2>
      <table class="figures earlier">
        <thead>
          <tr>
            <th scope="col">Run</th>
            <th scope="col">Stock</th>
            <th scope="col">Graphweld</th>
            <th scope="col">
              Ratio<small>, 95 %</small>
            </th>
          </tr>
        </thead>
        <tbody>
          {history.value.map(({ modelName, settings, stock, fused }, i) => {
            const { ratio, interval, ...sides } = compare(stock.timings.total, fused.timings.total);
            return (
              <tr key={history.value.length - i}>
                <th scope="row">
                  {modelName}{" "}
                  <small>
                    {BACKEND_TITLES[settings.backend]}
                    {settings.off.length > 0 && `, without ${settings.off.join(", ")}`}
                  </small>
                </th>
                <td>{ms(sides.stock.median)}</td>
                <td>{ms(sides.fused.median)}</td>
                <td>
                  {times(ratio)} <small>{interval?.map(times).join(" … ")}</small>
                </td>
              </tr>
            );
          })}
        </tbody>
      </table>
    </section>
  );
}
