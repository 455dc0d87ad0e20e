/** Fields of a training file whose value is a path, or a short name that stands for one. */
export const IS_PATH_FIELD =
  /^(?:base_model|pictures|network_weights|lora_dir|samples\.file|components\.\w+|subsets\.\d+\.(?:folder|masks))$/;
