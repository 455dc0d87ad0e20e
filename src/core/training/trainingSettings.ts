/** Where trainings find the trainer and put what they make, as the settings or the command line say it. */
export interface TrainingSettings {
  /** The Python that runs sd-scripts: a path, or a name that is looked up in PATH. */
  readonly python: string;
  /** `train_network.py` of sd-scripts; the trainers of other families stand beside it. */
  readonly scriptPath: string;
  /** The working directory of the trainer; the folder of the script where it is not set. */
  readonly workspace?: string | undefined;
  /** The `accelerate` to start, where it is not that of the Python. */
  readonly accelerateBin?: string | undefined;
  /** What stands before the command of the trainer: a cluster's scheduler, such as `srun --gres=gpu:1`. */
  readonly launchPrefix: readonly string[];
  readonly docker: {
    readonly image: string;
    /** The folder of sd-scripts inside the container. */
    readonly kohyaRoot: string;
  };
  /** The folder that finished LoRAs are copied to; undefined: they stay in the folder of their job. */
  readonly loraDir?: string | undefined;
  /** Base models by the short names that training files may use for them. */
  readonly baseModels: Readonly<Record<string, string>>;
  /** A program that writes captions: its arguments, to which the folder of the pictures is added. */
  readonly tagger?: readonly string[] | undefined;
  /** Fewer pictures are an error, unless the training file asks for fewer. */
  readonly minimumPictures: number;
}
