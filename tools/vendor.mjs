// Copies what pages load from node_modules into the package, so that wheels and offline servers carry it.
import { copyFileSync, mkdirSync } from "node:fs";

const target = "src/jinxiu/site/static/vendor";
mkdirSync(target, { recursive: true });
for (const [from, to] of [["node_modules/echarts/dist/echarts.min.js", "echarts.min.js"], ["node_modules/echarts/LICENSE", "echarts.LICENSE.txt"]])
  copyFileSync(from, `${target}/${to}`);
