/** Which of the two worlds a spec is running in. */
export const inNode: boolean = typeof process !== "undefined" && process.versions?.node !== undefined;
