/** What is used of a library that brings no types of its own. */

declare module 'hubot' {
  export class User {
    constructor(id: string, options: { readonly name: string; readonly room: string });
    readonly id: string;
  }
  export class TextMessage {
    constructor(user: User, text: string, id: string);
    readonly id: string;
    readonly text: string;
  }
  export class Robot {
    constructor(adapter: null, httpd: boolean, name: string, alias: false);
    hear(pattern: RegExp, options: object, heard: (response: { readonly message: TextMessage }) => Promise<void>): void;
    /** Resolves when every listener has done with it. */
    receive(message: TextMessage): Promise<unknown>;
  }
}
