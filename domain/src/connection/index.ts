export * from "./connection.ts"
