/** The runs of this visit, so that a switch's effect can be read off two lines. */
import type { VNode } from "preact";
import { ms, times } from "../format.ts";
import { history } from "../state.ts";
import { compare } from "../statistics.ts";

export function Earlier(): VNode | null {
  if (history.value.length < 2) return null;
  return (
    <section class="card" aria-labelledby="earlier">
      <h2 id="earlier">Runs of this visit</h2>
      <div class="scroll">
        <table class="figures">
          <thead>
            <tr>
              <th scope="col">Model</th>
              <th scope="col">Backend</th>
              <th scope="col">Switched off</th>
              <th scope="col">Stock</th>
              <th scope="col">Graphweld</th>
              <th scope="col">Ratio, 95 %</th>
            </tr>
          </thead>
          <tbody>
            {history.value.map(({ modelName, settings, stock, fused }, i) => {
              const { ratio, interval, ...sides } = compare(stock.timings.total, fused.timings.total);
              return (
                <tr key={history.value.length - i}>
                  <th scope="row">{modelName}</th>
                  <td>{settings.backend}</td>
                  <td>{settings.off.join(", ") || "nothing"}</td>
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
      </div>
    </section>
  );
}
