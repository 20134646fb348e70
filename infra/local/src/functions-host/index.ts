export { library } from "./library.ts"
export { functionsHost, hostSettings, logInto } from "./host.ts"
export { serveBare } from "./serve.ts"
