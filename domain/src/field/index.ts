export { fieldsIn, type SettingField } from "./fields.ts"
export * from "./field.ts"
