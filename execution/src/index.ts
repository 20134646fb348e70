export * from "./exchange.ts"
