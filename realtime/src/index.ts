export * from "./price-interval.ts"
export * from "./realtime.ts"
export * from "./settings.ts"
