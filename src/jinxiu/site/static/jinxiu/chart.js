// States over time, drawn from the data that stands in the page. Tooltips are drawn too: the page allows no inline style.
"use strict";

(() => {
  const box = document.getElementById("trend-picture");
  const source = document.getElementById("trend-data");
  if (!box || !source || !window.echarts) return;
  const { days, series } = JSON.parse(source.textContent);
  const style = getComputedStyle(document.documentElement);
  const colour = (name) => style.getPropertyValue(name).trim();
  const fills = { met: colour("--met"), on_course: "#7fa565", behind: "#d6962f", missed: colour("--missed"), late: "#9a6bb0", not_reported: "#c9ced4", nothing_due: "#e3e6e9" };
  const font = getComputedStyle(document.body).fontFamily;
  const words = { color: colour("--ink-2"), fontFamily: font, fontSize: 12 };
  const chart = window.echarts.init(box, null, { renderer: "canvas" });
  const still = window.matchMedia("(prefers-reduced-motion: reduce)").matches;

  chart.setOption({
    animation: !still,
    animationDuration: 250,
    textStyle: { fontFamily: font },
    grid: { left: 34, right: 8, top: box.clientWidth < 520 ? 56 : 34, bottom: 24 },
    legend: { top: 0, left: 0, itemWidth: 10, itemHeight: 10, itemGap: 14, textStyle: words, data: series.map((one) => one.name) },
    tooltip: { trigger: "axis", renderMode: "richText", axisPointer: { type: "shadow" }, order: "seriesDesc", textStyle: { fontFamily: font, fontSize: 12 } },
    xAxis: { type: "category", data: days, axisTick: { show: false }, axisLine: { lineStyle: { color: colour("--line") } }, axisLabel: { ...words, formatter: (day) => day.slice(2, 7), hideOverlap: true } },
    yAxis: { type: "value", minInterval: 1, axisLabel: words, splitLine: { lineStyle: { color: colour("--line-2") } } },
    series: series.map((one) => ({ name: one.name, type: "bar", stack: "all", barCategoryGap: "25%", itemStyle: { color: fills[one.state] }, emphasis: { disabled: true }, data: one.values })),
  });

  new ResizeObserver(() => chart.resize()).observe(box);
})();
