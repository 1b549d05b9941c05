// A target's figures, the expected path with the range of its chances, the target as a line, what happened as points.
"use strict";

(() => {
  const box = document.getElementById("band-picture");
  const source = document.getElementById("band-data");
  if (!box || !source || !window.echarts) return;
  const { unit, target, due, as_of: asOf, figures, band, events, words } = JSON.parse(source.textContent);
  const style = getComputedStyle(document.documentElement);
  const colour = (name) => style.getPropertyValue(name).trim();
  const font = getComputedStyle(document.body).fontFamily;
  const text = { color: colour("--ink-2"), fontFamily: font, fontSize: 12 };
  const chart = window.echarts.init(box, null, { renderer: "canvas" });
  const still = window.matchMedia("(prefers-reduced-motion: reduce)").matches;
  const blue = "#3d6fa5";
  const short = (value) => Math.abs(value) >= 1e4 ? value.toExponential(1) : String(Math.round(value * 100) / 100);

  chart.setOption({
    animation: !still,
    animationDuration: 250,
    textStyle: { fontFamily: font },
    grid: { left: 56, right: 44, top: 62, bottom: 26 },
    legend: { top: 0, left: 0, itemWidth: 12, itemHeight: 10, itemGap: 14, textStyle: text, data: band.length ? [words.figures, words.median, words.band] : [words.figures] },
    tooltip: { trigger: "axis", renderMode: "richText", textStyle: { fontFamily: font, fontSize: 12 }, valueFormatter: (value) => (value == null ? "" : `${short(value)} ${unit}`) },
    xAxis: { type: "time", axisLine: { lineStyle: { color: colour("--line") } }, axisLabel: { ...text, hideOverlap: true } },
    yAxis: { type: "value", scale: true, name: unit, nameTextStyle: text, axisLabel: text, splitLine: { lineStyle: { color: colour("--line-2") } } },
    series: [
      { name: "low", type: "line", stack: "band", symbol: "none", lineStyle: { opacity: 0 }, tooltip: { show: false }, data: band.map(([day, low]) => [day, low]) },
      { name: words.band, type: "line", stack: "band", symbol: "none", lineStyle: { opacity: 0 }, areaStyle: { color: blue, opacity: 0.16 }, itemStyle: { color: "#c5d5e6" }, tooltip: { show: false }, data: band.map(([day, low, , high]) => [day, high - low]) },
      { name: words.median, type: "line", symbol: "none", lineStyle: { color: blue, type: "dashed", width: 2 }, itemStyle: { color: blue }, data: band.map(([day, , median]) => [day, median]) },
      {
        name: words.figures,
        type: "line",
        symbolSize: 6,
        lineStyle: { color: colour("--ink"), width: 2 },
        itemStyle: { color: colour("--ink") },
        data: figures,
        markLine: {
          symbol: "none",
          silent: true,
          data: [
            ...(target == null ? [] : [{ yAxis: target, lineStyle: { color: colour("--missed") }, label: { formatter: `${words.target} ${short(target)}`, position: "insideEndTop", color: colour("--missed"), fontFamily: font } }]),
            ...(due ? [{ xAxis: due, lineStyle: { color: colour("--ink-3"), type: "solid" }, label: { formatter: due, fontFamily: font } }] : []),
            { xAxis: asOf, lineStyle: { color: colour("--line"), type: "dotted" }, label: { show: false } },
          ],
        },
      },
      ...(events.length ? [{ type: "scatter", symbol: "diamond", symbolSize: 10, itemStyle: { color: "#9a6bb0" }, data: events.filter(([day]) => figures.some(([other]) => other === day)).map(([day]) => figures.find(([other]) => other === day)) }] : []),
    ],
  });

  new ResizeObserver(() => chart.resize()).observe(box);
})();
