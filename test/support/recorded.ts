/** Every reason for which a rule was not applied in any spec of this run. */
import { RewriteLog } from "../../src/rewrite/rule.ts";

export const recorded: Set<string> = new Set();

const { miss } = RewriteLog.prototype;
RewriteLog.prototype.miss = function (rule, node, reason) {
  recorded.add(reason);
  miss.call(this, rule, node, reason);
};
