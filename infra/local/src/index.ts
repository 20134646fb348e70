export * from "./start-system.ts"
export * from "./system.ts"
