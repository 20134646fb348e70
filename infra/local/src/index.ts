export * from "./start-system.ts"
export * from "./system.ts"
export * from "./swa/cli.ts"
export { steadyClock } from "./steady-clock.ts"
