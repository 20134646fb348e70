export { heatMap } from "./heat-map.ts"
export type { PresetTask } from "./preset-task.ts"
export type { BacktestTask, Imported, ImportTask, RehearsalTask, SimulationTask } from "./simulation-task.ts"
export { SimulationRefused, SimulationThread, sweepThreads } from "./simulation-thread.ts"
