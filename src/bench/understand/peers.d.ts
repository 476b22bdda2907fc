/** What is used of libraries that bring no types of their own for these files. */

declare module 'natural/lib/natural/classifiers/bayes_classifier.js' {
  class BayesClassifier {
    constructor(stemmer?: undefined, smoothing?: number);
    addDocument(words: readonly string[], label: string): void;
    train(): void;
    classify(words: readonly string[]): string;
    /** From what JSON.stringify made of one. */
    static restore(saved: unknown): BayesClassifier;
  }
  export = BayesClassifier;
}

declare module 'node-nlp' {
  interface Settings {
    readonly languages: readonly string[];
    readonly forceNER: boolean;
    readonly autoSave: boolean;
    readonly autoLoad: boolean;
    readonly nlu: { readonly log: boolean };
  }
  export class NlpManager {
    constructor(settings: Settings);
    addDocument(language: string, text: string, intent: string): void;
    train(): Promise<unknown>;
    /** `intent` is "None" where nothing fits. */
    process(language: string, text: string): Promise<{ readonly intent: string }>;
    export(): string;
    import(saved: string): void;
  }
}
